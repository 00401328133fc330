// Saves the form of an entry every few seconds while it is filled in. What it says stands in templates/admin/entry/autosave.html.
(() => {
  "use strict";
  const form = document.getElementById("eintrag");
  const place = document.getElementById("sicherung");
  if (!form || !place) return;

  const PAUSE = 2000; // milliseconds without typing before the form is saved
  const LONGEST = 8000; // milliseconds until it is saved in any case
  const AGAIN = 5000; // milliseconds until the next attempt when the site cannot be reached
  let pausing = 0;
  let firstTyped = 0;
  let sending = null;
  let stopped = false; // until the page is loaded again: someone has to decide about a conflict
  let signedOut = false;
  let fileRefused = false;

  // The draft is the truth. What a browser would fill in again on the way back may be older than it.
  form.autocomplete = "off";

  const chosenFile = () => {
    const input = form.querySelector("input[type=file]");
    return input && input.files.length && !fileRefused ? input : null;
  };
  const say = (content) => {
    const notice = document.getElementById("sicherung-hinweis");
    const text = content ? content.textContent : "";
    if (notice.textContent !== text) notice.replaceChildren(...(content ? [content] : []));
  };
  const sayText = (name) => say(document.getElementById(`sicherung-${name}`).content.cloneNode(true));
  // Signing in again in another tab makes the token of this page invalid; each refusal comes with a new one.
  const takeToken = (html) => {
    const token = new DOMParser().parseFromString(html, "text/html").querySelector("[name=csrfmiddlewaretoken]");
    if (token) form.elements.csrfmiddlewaretoken.value = token.value;
  };
  const replaceParts = (html, withImage) => {
    const answer = new DOMParser().parseFromString(html, "text/html");
    for (const part of answer.querySelectorAll("[data-part]")) {
      const old = document.getElementById(part.id);
      if (!old || (part.dataset.part === "image" && !withImage)) continue;
      if (old.contains(document.activeElement) && part.dataset.part !== "image") continue;
      old.replaceWith(part);
    }
  };
  const later = (milliseconds) => {
    clearTimeout(pausing);
    pausing = setTimeout(save, milliseconds);
  };

  // Returns whether the form can be sent: true unless the site cannot be reached or the session has ended.
  const send = async (again = true) => {
    const withImage = Boolean(chosenFile());
    const data = new FormData(form);
    data.delete("image-clear"); // an image is removed only by the button
    if (!withImage) data.delete("image");
    delete form.dataset.unsaved;
    firstTyped = 0;
    let response;
    let text = "";
    try {
      response = await fetch(place.dataset.address, { method: "POST", body: data });
      text = await response.text();
    } catch {
      response = { status: 0 };
    }
    signedOut = response.status === 403 || Boolean(response.redirected);
    if (response.status === 200 && !signedOut) {
      replaceParts(text, withImage);
      say(null);
      return true;
    }
    form.dataset.unsaved = "1";
    if (signedOut) {
      takeToken(text);
      if (again && (await isSignedIn())) return send(false);
      sayText("abgemeldet");
    } else if (response.status === 413 && withImage) {
      fileRefused = true;
      sayText("bild");
      later(0);
      return true;
    } else if (response.status >= 400 && response.status < 500) {
      stopped = response.status !== 400;
      if (response.status === 404) sayText("verworfen");
      else say(new DOMParser().parseFromString(text, "text/html").querySelector("p") || document.createElement("p"));
      return true;
    } else {
      sayText("kein-netz");
    }
    later(AGAIN);
    return false;
  };

  // One request at a time: the answer to each has the version that the next one needs.
  const save = async () => {
    clearTimeout(pausing);
    if (sending) await sending;
    if (stopped || !form.dataset.unsaved) return true;
    if (signedOut && !(await isSignedIn())) {
      later(AGAIN);
      return false;
    }
    sending = send();
    const reached = await sending;
    sending = null;
    return reached;
  };
  const isSignedIn = async () => {
    try {
      return (await fetch(place.dataset.signedIn)).status === 204;
    } catch {
      return false;
    }
  };

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") fileRefused = false;
    firstTyped = firstTyped || Date.now();
    later(Math.max(0, Math.min(PAUSE, firstTyped + LONGEST - Date.now())));
  });
  // What was typed while this script was still on its way counts, too; what a browser restores on the way back does not.
  window.addEventListener("load", () => {
    // As the browser itself changes what the page gives it: line breaks, spaces around an address, what is no date.
    const given = (field) => {
      const untouched = document.createElement(field.tagName);
      if (field.tagName === "INPUT") untouched.type = field.type;
      untouched.defaultValue = field.defaultValue;
      return untouched.value;
    };
    const differs = (field) => (field.type === "checkbox" ? field.checked !== field.defaultChecked
      : field.defaultValue !== undefined && field.type !== "file" && field.value !== given(field));
    const [navigation] = performance.getEntriesByType("navigation");
    if (navigation && navigation.type === "navigate" && [...form.elements].some(differs)) {
      form.dispatchEvent(new Event("input"));
    }
  });
  document.addEventListener("visibilitychange", () => { save(); });
  window.addEventListener("online", () => { save(); });

  // What a button sends must carry the newest version; and if nothing can be sent, the page stays as it is.
  let passing = false;
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (passing || (button && button.id === "vorschau-zeigen")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await save())) return;
    // In a task of its own: browsers ignore it while they are still at this event.
    setTimeout(() => {
      passing = true;
      form.requestSubmit(button);
      passing = false;
    });
  });
})();
