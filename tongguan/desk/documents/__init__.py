"""The papers that enterprises give: kept once, shown to those who may see what they belong to."""
