enum LarderAdminServerRoom {}
