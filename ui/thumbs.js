// Tell the page which thumb was clicked; the hits themselves are plain HTML.
export default function ({ setTriggerValue }) {
  const hear = (event) => {
    const button = event.target.closest?.("button[data-thumb]");
    if (button) setTriggerValue("thumb", button.dataset.thumb);
  };
  document.addEventListener("click", hear);
  return () => document.removeEventListener("click", hear);
}
