// The filters beside a question: what is chosen shows as chips, and a chip takes its choice back.

const composer = () => document.getElementById("composer");
const choices = () => [...composer().querySelectorAll("#filter [data-chip]")];
const isOn = (choice) => (choice.type === "checkbox" ? choice.checked : Boolean(choice.value.trim()));

function words(choice) {
  if (choice.type === "checkbox" || choice.type === "hidden") return choice.dataset.chip;
  if (choice.type !== "date") return `${choice.dataset.chip} ${choice.value.trim()}`;
  const day = new Date(choice.value).toLocaleDateString(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" });
  return `${choice.dataset.chip} ${day}`;
}

function chip(choice) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip";
  button.textContent = words(choice);
  button.setAttribute("aria-label", `Remove the filter: ${words(choice)}`);
  button.addEventListener("click", () => {
    if (choice.type === "checkbox") choice.checked = false;
    else choice.value = "";
    show();
    composer().elements.question.focus();
  });
  item.append(button);
  return item;
}

function show() {
  if (!composer()) return;
  const on = choices().filter(isOn);
  const list = composer().querySelector("[data-filter-chips]");
  list.replaceChildren(...on.map(chip));
  list.hidden = !on.length;
  composer().querySelector("[data-filter-count]").textContent = on.length ? `Filter (${on.length})` : "Filter";
}

document.addEventListener("change", (event) => {
  if (event.target.closest("#filter")) show();
});
document.addEventListener("htmx:after:swap", show);

show();
