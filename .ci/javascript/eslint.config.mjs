// Names are left to tsc: the files of the page's script are one script, and know each other's.
import js from "@eslint/js";

export default [
  js.configs.recommended,
  {
    files: ["**/*.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "script" },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "no-undef": "off",
      "no-unused-vars": ["error", { vars: "local" }],
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Names of a model stay text: use textContent." },
        { property: "outerHTML", message: "Names of a model stay text: use textContent." },
        { property: "insertAdjacentHTML", message: "Names of a model stay text: use append." },
      ],
      "no-restricted-globals": ["error", "fetch", "XMLHttpRequest", "localStorage"],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: "error",
      semi: "error",
      curly: ["error", "multi-line"],
      "no-implicit-coercion": "error",
      "no-shadow": "error",
      complexity: ["error", 8],
      "max-lines-per-function": ["error", 40],
      "max-lines": ["error", 250],
      "max-params": ["error", 4],
      "max-depth": ["error", 3],
    },
  },
];
