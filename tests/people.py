"""People for tests, with accounts as the app would make them."""

from dataclasses import dataclass

from kb.audit import OPERATOR
from kb.people import Role, User
from kb.store import Store


@dataclass(frozen=True, slots=True)
class Crowd:
    """Add accounts to a store."""

    store: Store

    def add(self, login: str, role: Role, party: str = "qc", groups: tuple[str, ...] = ()) -> User:
        """Add somebody."""
        user, _ = self.store.accounts.add(
            login, name=login.title(), party=party, role=role, by=OPERATOR, groups=groups
        )
        return user

    def expert(self, party: str = "qc") -> User:
        """Add an expert of a party."""
        return self.add(f"expert-{party}", Role.EXPERT, party)

    def coordinator(self, party: str = "qc") -> User:
        """Add a coordinator of a party."""
        return self.add(f"coordinator-{party}", Role.COORDINATOR, party)

    def agent(self, party: str = "fr") -> User:
        """Add an agent of a party."""
        return self.add(f"agent-{party}", Role.AGENT, party)
