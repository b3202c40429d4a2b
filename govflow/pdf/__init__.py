"""The agreement on paper: pages, PDF, seal, and the check of a sealed file.

`pages` turns a Document into HTML and text; `typefaces` are the fonts and says what they cannot print;
`press` prints HTML to PDF in a process of its own that can be killed (`child`, `printing`); `seal` signs the
finished file once; `examination` judges a sealed file, again in a process of its own.
"""
