// The frame around our pages says some words in English only: say them in the page's language.
(() => {
  const { language, words } = __FACTS__;
  document.documentElement.lang = language;
  const said = (text) => words[text.trim()] ?? sized(text.trim());
  const sized = (text) => { // "10.2KB", "name of the file, 10.2KB"
    const [, before, number, unit] = /^(.*, )?(\d+[.,]\d)(\D+)$/.exec(text) ?? [];
    const shape = number && words[`{number}${unit}`];
    if (!shape) return undefined;
    const digits = { minimumFractionDigits: 1 };
    const figure = Number(number.replace(",", ".")).toLocaleString(language, digits);
    return (before ?? "") + shape.replace("{number}", figure);
  };
  // "Fullscreen: name of the picture", "Remove name of the value": in names alone, since what
  // people wrote may begin with the same words.
  const heads = Object.keys(words).filter((each) => /[: ]$/.test(each));
  const named = (text) => {
    const head = heads.find((each) => text.startsWith(each));
    return said(text) ?? (head && words[head] + text.slice(head.length));
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
      const text = (name === "aria-label" ? named : said)(node.getAttribute(name) || "");
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
