// The frame around our pages says some words in English only: say them in the page's language.
(() => {
  const { language, words } = __FACTS__;
  document.documentElement.lang = language;
  const said = (text) => {
    const plain = text.trim();
    const head = plain.slice(0, plain.indexOf(":") + 1); // "Fullscreen: name of the picture"
    return words[plain] ?? (words[head] && words[head] + plain.slice(head.length));
  };
  const attributes = ["aria-label", "title", "placeholder", "alt"];
  const translateNode = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = said(node.data);
      if (text) node.data = text;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of attributes) {
      const text = said(node.getAttribute(name) || "");
      if (text) node.setAttribute(name, text);
    }
    node.childNodes.forEach(translateNode);
  };
  window.passerelleFrame?.disconnect();
  window.passerelleFrame = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(translateNode);
      else translateNode(change.target);
    }
  });
  // Links of our own HTML lead to other pages within the session, as Streamlit's do: it hears of a
  // new address as of one gone back to. Without this script they simply open the address.
  const lead = (event) => {
    const link = event.target.closest?.("a.within");
    const otherwise = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || otherwise) return;
    event.preventDefault();
    history.pushState({}, "", link.href);
    dispatchEvent(new PopStateEvent("popstate"));
  };
  document.removeEventListener("click", window.passerelleLead);
  window.passerelleLead = lead;
  document.addEventListener("click", lead);
  // What is typed into a document's field is sent when one leaves it: until then, ask before the
  // page is left.
  const keep = (event) => {
    const enter = event.key === "Enter" && (event.ctrlKey || event.metaKey || event.target.tagName === "INPUT");
    if (event.type === "input") window.passerelleUnsent = Boolean(event.target.closest?.(".st-key-kept-fields"));
    else if (event.type === "focusout" || enter) window.passerelleUnsent = false;
    else if (event.type === "beforeunload" && window.passerelleUnsent) event.preventDefault();
  };
  for (const name of ["input", "focusout", "keydown", "beforeunload"]) {
    window.removeEventListener(name, window.passerelleKeep);
    window.addEventListener(name, keep);
  }
  window.passerelleKeep = keep;
  translateNode(document.body);
  window.passerelleFrame.observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: attributes,
  });
})();
