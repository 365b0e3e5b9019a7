// Tells the terminal where its other end is, wherever this page was fetched from, and lets it take the keyboard.
"use strict";
const scheme = location.protocol === "https:" ? "wss:" : "ws:";
document.getElementById("terminal").dataset.sessionWebsocketUrl = `${scheme}//${location.host}/ws`;
window.addEventListener("load", () => {
  const keyboard = () => document.querySelector(".xterm-helper-textarea")?.focus();
  keyboard();
  window.addEventListener("focus", keyboard);
});
