enum LarderHTTPRoom {}
