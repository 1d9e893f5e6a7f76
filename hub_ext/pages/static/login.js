"use strict";

// One post a submission; the button works again when the person comes back to the page.
for (const form of document.querySelectorAll("form")) {
  const button = form.querySelector("button[type=submit]");
  const label = button.textContent;
  form.addEventListener("submit", (event) => {
    if (button.disabled) {
      event.preventDefault();
      return;
    }
    button.disabled = true;
    button.textContent = button.dataset.busy;
  });
  window.addEventListener("pageshow", () => {
    button.disabled = false;
    button.textContent = label;
  });
}

const password = document.getElementById("password_input");
const show = document.getElementById("show-password");
const capsLock = document.getElementById("caps-lock");

if (password) {
  show.addEventListener("click", () => {
    const visible = password.type === "password";
    password.type = visible ? "text" : "password";
    const label = visible ? show.dataset.hide : show.dataset.show;
    show.setAttribute("aria-label", label);
    show.title = label;
    show.firstElementChild.className = visible ? "fa fa-eye-slash" : "fa fa-eye";
    password.focus();
  });

  const hint = (event) => {
    // Autofill sends key events that are not of a keyboard.
    const on = event instanceof KeyboardEvent && event.getModifierState("CapsLock");
    const text = on ? capsLock.dataset.text : "";
    if (capsLock.textContent !== text) capsLock.textContent = text;
  };
  password.addEventListener("keydown", hint);
  password.addEventListener("keyup", hint);
  password.addEventListener("blur", () => (capsLock.textContent = ""));
  // A browser may remember a shown password's field as it was.
  document.getElementById("login-form").addEventListener("submit", () => {
    password.type = "password";
  });
}
