"""The page to share: one HTML file with everything it shows, which fetches nothing and runs nothing."""
