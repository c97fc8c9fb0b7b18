(function () {
  "use strict";

  /** In milliseconds: what runs changes soon, and otherwise the times that are told. */
  const SOON = 10000;
  const LATER = 60000;

  /** Puts what the page shows now in the place of what it showed, unless somebody is at work there. */
  function show(board, text) {
    const next = new DOMParser().parseFromString(text, "text/html").querySelector(".cad-board");
    const isInUse = board.contains(document.activeElement) && board !== document.activeElement;
    if (next === null || isInUse || document.querySelector("dialog[open]")) {
      return;
    }
    board.dataset.running = next.dataset.running;
    board.replaceChildren.apply(board, Array.from(next.childNodes));
    Behaviour.applySubtree(board, false);
  }

  function refresh(board) {
    if (document.hidden) {
      return Promise.resolve();
    }
    return fetch(window.location.href, { credentials: "same-origin" })
      .then(function (response) {
        return response.ok && !response.redirected ? response.text() : "";
      })
      .then(function (text) {
        show(board, text);
      })
      .catch(function () {
        // Jenkins is away: it is asked again.
      });
  }

  function wait(board) {
    setTimeout(
      function () {
        refresh(board).then(function () {
          wait(board);
        });
      },
      board.dataset.running === "true" ? SOON : LATER,
    );
  }

  Behaviour.specify(".cad-board", "cross-account-deploy-board", 0, function (board) {
    if (board.dataset.refreshed !== "true") {
      board.dataset.refreshed = "true";
      wait(board);
      document.addEventListener("visibilitychange", function () {
        refresh(board);
      });
    }
  });
})();
