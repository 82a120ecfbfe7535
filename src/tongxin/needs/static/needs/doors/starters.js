// A common matter begins the sentence without loading the page anew: what is typed already stays.
const words = document.querySelector("#id_words");
let begun = "";

document.querySelectorAll(".starter[data-words]").forEach((starter) =>
  starter.addEventListener("click", (event) => {
    event.preventDefault();
    const typed = words.value.trim();
    words.value = !typed || typed === begun ? starter.dataset.words : `${typed}\n${starter.dataset.words}`;
    begun = starter.dataset.words;
    document.querySelectorAll(".starter[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
    starter.setAttribute("aria-current", "true");
    words.focus();
    const blank = words.value.lastIndexOf("…", words.value.length - 3);
    if (blank > 0) words.setSelectionRange(words.value.indexOf("…"), words.value.indexOf("…") + 1);
    words.scrollIntoView({ block: "center" });
  }),
);
