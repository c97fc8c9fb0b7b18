"use strict";

// Hides the products that do not match what is typed; without JavaScript all are shown.
const search = document.getElementById("search");
const products = [...document.querySelectorAll("#products li")];

search.addEventListener("input", () => {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const product of products) {
    const name = product.textContent.toLowerCase();
    product.hidden = !words.every((word) => name.includes(word));
  }
});
