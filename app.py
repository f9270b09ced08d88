"""The web face: the pages of `ui/face.py`, and the doors beside them."""

from streamlit.starlette import App

from ui.doors.routes import lifespan, middleware, routes

app = App("ui/face.py", routes=routes(), middleware=middleware(), lifespan=lifespan)
