"""What the browser reaches besides the app's pages: signing in and out, one's account."""
