"""Store objects as the Engine API shows them: plain JSON, the API's member names and order (API 1.45)."""
