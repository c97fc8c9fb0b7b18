(function () {
  "use strict";

  /** The environment as it stands in the form, in the shape in which the form is saved. */
  function environmentOf(chunk) {
    const form = chunk.closest("form");
    const json = form.querySelector("input[name='json']");
    const before = json.value;
    buildFormTree(form);
    const tree = JSON.parse(json.value);
    json.value = before;
    const section = tree[findFormParent(chunk, form).getAttribute("name")];
    const chunks = Array.from(chunk.parentElement.children).filter(function (sibling) {
      return sibling.getAttribute("name") === "environments";
    });
    return [].concat(section.environments)[chunks.indexOf(chunk)];
  }

  function post(buttons, method, parameters) {
    const body = new URLSearchParams(parameters);
    body.set("environment", JSON.stringify(environmentOf(buttons.closest("[name='environments']"))));
    return fetch(buttons.dataset.url + method, { method: "post", headers: crumb.wrap({}), body: body }).then(
      function (response) {
        if (!response.ok) {
          throw new Error(
            response.status === 403 ? buttons.dataset.forbidden : buttons.dataset.failure + " HTTP " + response.status,
          );
        }
        return response;
      },
    );
  }

  function html(text) {
    const template = document.createElement("div");
    template.innerHTML = text;
    return template.firstElementChild;
  }

  function announce(buttons, text) {
    buttons.querySelector(".cad-buttons__announcement").textContent = text;
  }

  function show(buttons, element) {
    const result = buttons.querySelector(".cad-buttons__result");
    result.replaceChildren();
    buttons.querySelector(".cad-buttons__outdated").hidden = true;
    if (element) {
      result.appendChild(element);
      Behaviour.applySubtree(element, true);
    }
  }

  function showFailure(buttons, failure) {
    const alert = document.createElement("div");
    alert.className = "jenkins-alert jenkins-alert-danger";
    alert.textContent = failure.message;
    show(buttons, alert);
    announce(buttons, failure.message);
  }

  /** Runs what takes a while, with both buttons off. */
  function ask(buttons, question) {
    const all = buttons.querySelectorAll(".jenkins-buttons-row button");
    const progress = buttons.querySelector(".cad-buttons__progress");
    function working(is) {
      all.forEach(function (button) {
        button.disabled = is;
      });
      progress.hidden = !is;
    }
    working(true);
    show(buttons, null);
    announce(buttons, progress.textContent.trim());
    let answer;
    try {
      answer = question();
    } catch (failure) {
      answer = Promise.reject(failure);
    }
    return answer
      .catch(function (failure) {
        showFailure(buttons, failure);
      })
      .then(function () {
        working(false);
      });
  }

  function check(buttons) {
    return post(buttons, "check", {})
      .then(function (response) {
        return response.text();
      })
      .then(function (text) {
        const report = html(text);
        show(buttons, report);
        announce(buttons, report.dataset.announcement);
      });
  }

  // ---- policies

  function choices(policies) {
    const parts = Array.from(policies.querySelectorAll("select[data-part]")).filter(function (select) {
      return select.value === "existing";
    });
    const key = policies.querySelector("select[data-key]");
    return {
      existing: parts
        .map(function (select) {
          return select.dataset.part;
        })
        .join(","),
      newKey: String(key !== null && key.value === "new"),
    };
  }

  function save(name, blob) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(function () {
      URL.revokeObjectURL(link.href);
    }, 60000);
  }

  function tabsOf(list) {
    return Array.from(list.querySelectorAll("[role='tab']"));
  }

  function select(tab) {
    const list = tab.closest("[role='tablist']");
    tabsOf(list).forEach(function (other) {
      const isSelected = other === tab;
      other.setAttribute("aria-selected", String(isSelected));
      other.tabIndex = isSelected ? 0 : -1;
      if (other.parentElement.classList.contains("tab")) {
        other.parentElement.classList.toggle("active", isSelected);
      }
      document.getElementById(other.getAttribute("aria-controls")).hidden = !isSelected;
    });
  }

  /** The arrow keys, as in every list of tabs. */
  function move(event) {
    const tabs = tabsOf(event.currentTarget);
    const at = tabs.indexOf(document.activeElement);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at >= 0 && to !== undefined) {
      event.preventDefault();
      const tab = tabs[(to + tabs.length) % tabs.length];
      select(tab);
      tab.focus();
    }
  }

  function selectedTabs(policies) {
    return Array.from(policies.querySelectorAll("[aria-selected='true']")).map(function (tab) {
      return tab.dataset.key;
    });
  }

  /** Fills a dialog, or fills it again when a choice has changed. */
  function fill(content, buttons, policies) {
    const selected = content.firstElementChild ? selectedTabs(content.firstElementChild) : [];
    content.replaceChildren(policies);
    policies.querySelectorAll("[role='tablist']").forEach(function (list) {
      const tabs = tabsOf(list);
      const same = tabs.filter(function (tab) {
        return selected.indexOf(tab.dataset.key) >= 0;
      });
      tabs.forEach(function (tab) {
        tab.addEventListener("click", function (event) {
          event.preventDefault();
          select(tab);
        });
      });
      list.addEventListener("keydown", move);
      select(same[0] || tabs[0]);
    });
    policies.querySelectorAll("select").forEach(function (choice, index) {
      choice.addEventListener("change", function () {
        policies.setAttribute("aria-busy", "true");
        post(buttons, "policies", choices(policies))
          .then(function (response) {
            return response.text();
          })
          .then(function (text) {
            fill(content, buttons, html(text));
            content.querySelectorAll("select")[index].focus();
          })
          .catch(complain);
      });
    });
    policies.querySelectorAll(".cad-policies__download").forEach(function (button) {
      button.addEventListener("click", function () {
        const text = document.getElementById(button.dataset.source).textContent;
        save(button.dataset.name, new Blob([text], { type: "application/json" }));
      });
    });
    const all = policies.querySelector(".cad-policies__download-all");
    all.addEventListener("click", function () {
      post(buttons, "policies.zip", choices(policies))
        .then(function (response) {
          return response.blob();
        })
        .then(function (zip) {
          save(all.dataset.name, zip);
        })
        .catch(complain);
    });
    Behaviour.applySubtree(policies, true);
  }

  function complain(failure) {
    notificationBar.show(failure.message, notificationBar.ERROR);
  }

  function policies(buttons) {
    return post(buttons, "policies", {})
      .then(function (response) {
        return response.text();
      })
      .then(function (text) {
        const report = html(text);
        announce(buttons, report.dataset.announcement || "");
        if (!report.classList.contains("cad-policies")) {
          show(buttons, report);
          return;
        }
        const content = document.createElement("div");
        const width = "min(62rem, calc(100vw - 1.5rem))";
        dialog.modal(content, { title: report.dataset.title, minWidth: width, maxWidth: width });
        fill(content, buttons, report);
      });
  }

  Behaviour.specify(".cad-buttons", "cross-account-deploy-buttons", 0, function (buttons) {
    buttons.querySelector(".cad-buttons__check").addEventListener("click", function () {
      ask(buttons, function () {
        return check(buttons);
      });
    });
    buttons.querySelector(".cad-buttons__policies").addEventListener("click", function () {
      ask(buttons, function () {
        return policies(buttons);
      });
    });
    buttons.closest("[name='environments']").addEventListener("input", function () {
      if (buttons.querySelector(".cad-report")) {
        buttons.querySelector(".cad-buttons__outdated").hidden = false;
      }
    });
  });

  // ---- external ID

  /** 128 bits that nobody can guess. */
  function randomId() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)))
      .map(function (byte) {
        return byte.toString(16).padStart(2, "0");
      })
      .join("");
  }

  function replace(field) {
    field.value = randomId();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  }

  Behaviour.specify(".cad-external-id__button", "cross-account-deploy-external-id", 0, function (button) {
    button.addEventListener("click", function () {
      const field = button.parentElement.querySelector("input");
      if (field.value === "") {
        replace(field);
        return;
      }
      dialog.confirm(button.dataset.title, { message: button.dataset.message }).then(
        function () {
          replace(field);
        },
        function () {
          field.focus();
        },
      );
    });
  });
})();
