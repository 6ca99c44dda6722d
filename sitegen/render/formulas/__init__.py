"""Mathematics: find it in texts, read it, and write it as MathML, Unicode, TeX or outlines."""
