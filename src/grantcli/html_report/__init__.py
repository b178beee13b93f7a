"""The page to share: one HTML file that holds everything it shows, fetches nothing and runs nothing."""
