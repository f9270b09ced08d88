// Moving about: links of our own, signing in and back, the place on a page, the menu of a phone.
(() => {
  const PHONE = 768;
  const main = () => document.querySelector('[data-testid="stMain"]');
  const listening = new AbortController();
  window.passerelleMoving?.abort();
  window.passerelleMoving = listening;
  const listen = (kind, heard, target = document) =>
    target.addEventListener(kind, heard, { signal: listening.signal, capture: true });

  // Streamlit writes links to the first page as "" or "?...", which lead nowhere from another page.
  const mend = (link) => link.setAttribute("href", "/" + link.getAttribute("href"));
  const mendAll = () => main()?.querySelectorAll('a[href=""], a[href^="?"]').forEach(mend);
  const watcher = new MutationObserver(mendAll);
  mendAll();
  watcher.observe(document.body, { subtree: true, childList: true, attributeFilter: ["href"] });
  listening.signal.addEventListener("abort", () => watcher.disconnect());

  // Who signs in comes back to where they were.
  const comeBack = (link) => {
    const to = new URL(link.href);
    if (to.searchParams.has("next")) return;
    to.searchParams.set("next", location.pathname + location.search);
    link.href = to;
  };

  // Our own links lead to other pages within the session, as Streamlit's do: it hears of a new
  // address as of one gone back to. Without this script they simply open the address.
  const follow = (event, link) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    history.pushState({}, "", link.href);
    dispatchEvent(new PopStateEvent("popstate"));
  };
  const keepPlace = () => history.replaceState({ ...history.state, place: main()?.scrollTop }, "");
  // The page goes back piece by piece: its place is held for a while, unless somebody moves.
  const letGo = () => clearInterval(window.passerelleHold);
  const holdPlace = (place) => {
    const until = Date.now() + 4000;
    window.passerelleHold = setInterval(() => {
      const box = main();
      if (Date.now() > until) letGo();
      else if (box && box.scrollHeight - box.clientHeight >= place) box.scrollTop = place;
    }, 100);
  };
  for (const kind of ["wheel", "touchstart", "keydown", "pointerdown"]) listen(kind, letGo);
  const goBack = ({ isTrusted, state }) => {
    letGo();
    if (isTrusted && !location.hash) holdPlace(state?.place ?? 0);
  };
  listen("popstate", goBack, window);

  // What is typed into a document's field is sent when one leaves it: until then, ask before the
  // page is left.
  const sends = ({ key, ctrlKey, metaKey, target }) =>
    key === "Enter" && (ctrlKey || metaKey || target.tagName === "INPUT");
  const sent = () => (window.passerelleUnsent = false);
  listen("input", ({ target }) => (window.passerelleUnsent = Boolean(target.closest?.(".st-key-kept-fields"))));
  listen("focusout", sent);
  listen("keydown", (event) => sends(event) && sent());
  listen("beforeunload", (event) => window.passerelleUnsent && event.preventDefault(), window);

  listen("click", (event) => {
    const at = (chosen) => event.target.closest?.(chosen);
    const link = at("a");
    if (link?.matches('[href^="/sign-in"]')) comeBack(link);
    if (link?.getAttribute("target") !== "_blank" && link?.closest("#root")) keepPlace();
    if (link?.classList.contains("within")) follow(event, link);
    if (at('.st-key-pager button')) main()?.scrollTo({ top: 0 });
    if (at('[data-testid="stSidebarNavLink"]') && innerWidth < PHONE)
      document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
  });
})();
