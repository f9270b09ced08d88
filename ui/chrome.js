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
  translateNode(document.body);
  window.passerelleFrame.observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: attributes,
  });
})();
