// Replace the plain list of routes by Swagger UI.
"use strict";
const main = document.getElementById("docs");
SwaggerUIBundle({
  url: main.dataset.description,
  domNode: main,
  deepLinking: true,
  tryItOutEnabled: true,
  validatorUrl: null, // the online validator of its makers: nothing here leaves this origin
});
