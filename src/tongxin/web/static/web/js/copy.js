// <button data-copy="id of what to copy" data-copied="Copied">
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = document.getElementById(button.dataset.copy)?.textContent.trim();
  try {
    await navigator.clipboard.writeText(text);
    document.dispatchEvent(new CustomEvent("tongxin:say", { detail: { text: button.dataset.copied } }));
  } catch {
    // No clipboard without https: select the text instead, so that one can copy it by hand.
    getSelection().selectAllChildren(document.getElementById(button.dataset.copy));
  }
});
