/** Keeps the page of a deployment up to date while the deployment goes on, and filters its targets. */
(function () {
  "use strict";

  const POLL_EVERY = 3000;
  const LONGEST_PAUSE = 15000;

  function seconds(milliseconds) {
    const all = Math.max(0, Math.floor(milliseconds / 1000));
    if (all < 60) {
      return all + " s";
    }
    return all < 3600
      ? Math.floor(all / 60) + " min " + (all % 60) + " s"
      : Math.floor(all / 3600) + " h " + Math.floor((all % 3600) / 60) + " min";
  }

  /** What has gone on since some time goes on from one second to the next. */
  function tick(root) {
    root.querySelectorAll("[data-since]").forEach(function (element) {
      element.textContent = seconds(Date.now() - Date.parse(element.dataset.since));
    });
  }

  function compare(a, b) {
    return Number(a.dataset.rank) - Number(b.dataset.rank) || (a.dataset.name < b.dataset.name ? -1 : 1);
  }

  function bodies(table) {
    return Array.from(table.tBodies);
  }

  /** Puts rows into a table that are new or have changed; what was opened stays open. */
  function replaceRows(table, targets) {
    const known = new Map(
      bodies(table).map(function (body) {
        return [body.dataset.target, body];
      }),
    );
    Object.keys(targets).forEach(function (id) {
      const parsed = document.createElement("table");
      parsed.innerHTML = targets[id];
      const fresh = parsed.tBodies[0];
      const old = known.get(id);
      if (old) {
        const isOpen = Boolean(old.querySelector("details[open]"));
        fresh.querySelectorAll("details").forEach(function (details) {
          details.open = isOpen;
        });
        old.replaceWith(fresh);
      } else {
        table.appendChild(fresh);
      }
    });
    const before = bodies(table);
    const sorted = before.slice().sort(compare);
    sorted.forEach(function (body, index) {
      if (body !== table.tBodies[index]) {
        table.insertBefore(body, table.tBodies[index]);
      }
    });
  }

  function filter(root) {
    const box = root.querySelector("[data-cad='filter']");
    const table = root.querySelector("[data-timeline='deployment'] table");
    if (!box || !table) {
      return;
    }
    box.hidden = false;
    const name = box.querySelector("[data-cad='name']").value.trim().toLowerCase();
    const status = box.querySelector("[data-cad='status']").value;
    let shown = 0;
    bodies(table).forEach(function (body) {
      const isShown =
        body.dataset.name.toLowerCase().includes(name) && (status === "" || body.dataset.status === status);
      body.hidden = !isShown;
      shown += isShown ? 1 : 0;
    });
    const told = box.querySelector("[data-cad='shown']");
    const text = name || status ? told.dataset.text.replace("#1", shown).replace("#2", table.tBodies.length) : "";
    if (told.textContent !== text) {
      told.textContent = text;
    }
  }

  /** Whether the tables of the page have the columns and the places for what is new. */
  function fits(root, name, rows) {
    if (!rows || !rows.columns) {
      return true;
    }
    const table = root.querySelector("[data-timeline='" + name + "'] table");
    return Boolean(table) && table.dataset.columns === rows.columns;
  }

  /** Leaves the focus where it is; if that is gone, such as the button of what is over, it goes to the heading. */
  function replaceContent(place, markup) {
    const fresh = document.createElement(place.tagName);
    fresh.innerHTML = markup;
    if (fresh.innerHTML === place.innerHTML) {
      // A dialog may be open that gives the focus back to one of its buttons.
      return;
    }
    const focused = place.contains(document.activeElement) ? document.activeElement : null;
    place.replaceChildren.apply(place, Array.from(fresh.childNodes));
    Behaviour.applySubtree(place);
    if (focused) {
      const same = Array.from(place.querySelectorAll("a, button")).find(function (element) {
        return element.href === focused.href && element.dataset.operation === focused.dataset.operation;
      });
      const heading = document.querySelector("h1");
      if (same) {
        same.focus();
      } else if (heading) {
        heading.tabIndex = -1;
        heading.focus();
      }
    }
  }

  function show(root, changes) {
    const fragments = changes.fragments || {};
    Object.keys(fragments).forEach(function (name) {
      // The operations are in the bar above.
      const place = document.querySelector("[data-fragment='" + name + "']");
      if (place) {
        replaceContent(place, fragments[name]);
      }
    });
    ["deployment", "rollback"].forEach(function (name) {
      const table = root.querySelector("[data-timeline='" + name + "'] table");
      if (table && changes[name] && changes[name].targets) {
        replaceRows(table, changes[name].targets);
      }
    });
    const leftOut = root.querySelector("[data-cad='left-out']");
    if (leftOut && changes.deployment) {
      leftOut.textContent = changes.deployment.leftOut || "";
    }
    if (changes.announcement) {
      root.querySelector("[data-cad='announcement']").textContent = changes.announcement;
    }
    root.dataset.sequence = changes.sequence;
    root.dataset.over = Boolean(changes.over);
    filter(root);
    tick(root);
  }

  /** The page as the server makes it, where its parts are no longer the same: a table with other columns, a rollback. */
  function takeAnew(root) {
    return fetch(window.location.href, { cache: "no-store" })
      .then(function (response) {
        if (!response.ok) {
          throw new Error(String(response.status));
        }
        return response.text();
      })
      .then(function (text) {
        const fresh = new DOMParser().parseFromString(text, "text/html").querySelector(".cad-deployment");
        if (!fresh) {
          window.location.reload();
          return;
        }
        const operations = document.querySelector("[data-fragment='operations']");
        const fresher = new DOMParser().parseFromString(text, "text/html").querySelector("[data-fragment='operations']");
        if (operations && fresher) {
          replaceContent(operations, fresher.innerHTML);
        }
        const name = root.querySelector("[data-cad='name']");
        const status = root.querySelector("[data-cad='status']");
        const kept = [name ? name.value : "", status ? status.value : ""];
        root.replaceChildren.apply(root, Array.from(fresh.childNodes));
        root.dataset.sequence = fresh.dataset.sequence;
        root.dataset.over = fresh.dataset.over;
        const box = root.querySelector("[data-cad='filter']");
        if (box) {
          box.querySelector("[data-cad='name']").value = kept[0];
          box.querySelector("[data-cad='status']").value = kept[1];
        }
        filter(root);
        tick(root);
      });
  }

  /** Asks, and has it done. What comes of it the page shows, and the log. */
  function operate(button) {
    const place = button.closest("[data-fragment='operations']");
    dialog
      .confirm(button.dataset.title, {
        message: button.dataset.message,
        okText: button.dataset.confirmation,
        type: button.dataset.type || "default",
      })
      .then(
        function () {
          button.disabled = true;
          return fetch(button.dataset.operation, { method: "post", headers: crumb.wrap({}) }).then(function (response) {
            if (!response.ok) {
              button.disabled = false;
              notificationBar.show(place.dataset.failure + " HTTP " + response.status, notificationBar.ERROR);
            }
          });
        },
        function () {
          // Jenkins takes the dialog away without giving the focus back.
          const closing = document.querySelector("dialog[closing]");
          if (closing) {
            closing.addEventListener(
              "animationend",
              function () {
                button.focus();
              },
              { once: true },
            );
          }
        },
      );
  }

  function poll(root) {
    let pause = POLL_EVERY;
    let timer = null;

    function later() {
      clearTimeout(timer);
      if (root.dataset.over !== "true" && !document.hidden) {
        timer = setTimeout(ask, pause);
      }
    }

    function answered(is) {
      root.querySelector("[data-cad='disconnected']").hidden = is;
      pause = is ? POLL_EVERY : Math.min(LONGEST_PAUSE, pause * 2);
    }

    function ask() {
      fetch(root.dataset.changes + "?since=" + encodeURIComponent(root.dataset.sequence), { cache: "no-store" })
        .then(function (response) {
          if (response.status === 403 || response.status === 404) {
            window.location.reload();
            return new Promise(function () {});
          }
          if (!response.ok) {
            throw new Error(String(response.status));
          }
          return response.json();
        })
        .then(function (changes) {
          answered(true);
          if (String(changes.sequence) === root.dataset.sequence) {
            return undefined;
          }
          if (!fits(root, "deployment", changes.deployment) || !fits(root, "rollback", changes.rollback)) {
            return takeAnew(root);
          }
          show(root, changes);
          return undefined;
        })
        .catch(function () {
          answered(false);
        })
        .then(later);
    }

    document.addEventListener("visibilitychange", function () {
      clearTimeout(timer);
      if (root.dataset.over !== "true" && !document.hidden) {
        ask();
      }
    });
    later();
  }

  Behaviour.specify(".cad-deployment", "cross-account-deploy", 0, function (root) {
    if (root.dataset.live) {
      return;
    }
    root.dataset.live = "true";
    root.addEventListener("input", function (event) {
      if (event.target.closest("[data-cad='filter']")) {
        filter(root);
      }
    });
    document.addEventListener("click", function (event) {
      const button = event.target.closest("[data-fragment='operations'] button");
      if (button) {
        operate(button);
      }
    });
    filter(root);
    tick(root);
    setInterval(function () {
      if (!document.hidden && root.dataset.over !== "true") {
        tick(root);
      }
    }, 1000);
    poll(root);
  });
})();
