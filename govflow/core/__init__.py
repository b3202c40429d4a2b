"""The pure core: values in, values out; no clock, chance, file, web or database."""
