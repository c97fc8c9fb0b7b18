(function () {
  "use strict";

  /** The form of the page behind a link; nothing if it has none, such as a page to log in. */
  function form(html) {
    return new DOMParser().parseFromString(html, "text/html").querySelector(".cad-redeploy__form");
  }

  function close(event) {
    const dialog = event.target.closest("dialog");
    if (dialog) {
      event.preventDefault();
      dialog.dispatchEvent(new Event("cancel"));
    }
  }

  function show(form) {
    dialog.modal(form, { title: form.dataset.title, maxWidth: "min(650px, 95vw)", minWidth: "min(550px, 95vw)" });
    const cancel = form.querySelector(".cad-redeploy__cancel");
    const reason = form.querySelector("textarea");
    if (cancel) {
      cancel.addEventListener("click", close);
    }
    if (reason) {
      reason.focus();
    }
  }

  Behaviour.specify(".cad-redeploy", "cad-redeploy", 0, function (link) {
    link.addEventListener("click", function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) {
        return;
      }
      event.preventDefault();
      fetch(link.href)
        .then(function (response) {
          return response.ok ? response.text() : "";
        })
        .then(function (html) {
          const found = form(html);
          if (!found) {
            throw new Error(link.href);
          }
          show(document.adoptNode(found));
        })
        .catch(function () {
          // The page itself says why.
          window.location.assign(link.href);
        });
    });
  });

  function say(look, text) {
    const result = look.querySelector(".cad-look__result");
    result.replaceChildren(typeof text === "string" ? document.createTextNode(text) : text);
  }

  Behaviour.specify("form.cad-look", "cad-look", 0, function (look) {
    look.addEventListener("submit", function (event) {
      event.preventDefault();
      const button = look.querySelector("button");
      button.disabled = true;
      say(look, look.dataset.asking);
      fetch(look.action, { method: "post", headers: crumb.wrap({}), body: new URLSearchParams(new FormData(look)) })
        .then(function (response) {
          if (!response.ok) {
            throw new Error("HTTP " + response.status);
          }
          return response.text();
        })
        .then(function (html) {
          const answer = new DOMParser().parseFromString(html, "text/html").querySelector(".cad-look__answer");
          say(look, answer ? document.adoptNode(answer) : look.dataset.failure);
        })
        .catch(function (failure) {
          say(look, look.dataset.failure + " " + failure.message);
        })
        .finally(function () {
          button.disabled = false;
        });
    });
  });
})();
