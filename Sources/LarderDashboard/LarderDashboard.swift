enum LarderDashboardRoom {}
