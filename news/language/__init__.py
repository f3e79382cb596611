"""Texts in any language: words, sentences, numbers, days, names and places as they are written. Pure; knows no story and no reader."""
