"""A whole report, laid out for a document, a screen, a card or a badge."""
