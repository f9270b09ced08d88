// Tell the page which thumb was clicked; the hits themselves are plain HTML. Thumbs are seen once
// somebody hears them: a page is drawn before this is there, and a click would be lost.
export default function ({ setTriggerValue }) {
  const hear = (event) => {
    const button = event.target.closest?.("button[data-thumb]");
    if (button) setTriggerValue("thumb", button.dataset.thumb);
  };
  document.addEventListener("click", hear);
  document.documentElement.dataset.hearsThumbs = "";
  return () => document.removeEventListener("click", hear);
}
