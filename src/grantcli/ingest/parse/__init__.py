"""Single texts to values: amounts, dates and currencies, by what was decided for their column."""
