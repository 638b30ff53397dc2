enum LarderAdminClientRoom {}
