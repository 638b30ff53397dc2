extension State {
    /// A broken file changes nothing but says what is wrong with it.
    mutating func takeTheme(_ saved: Result<Theme, ThemeError>) {
        switch saved {
        case .success(let theme):
            self.theme = theme
            self.report("theme \(theme.name) was saved and is shown", .ok)
        case .failure(let error): self.report("the theme before stays: \(error)", .danger)
        }
    }
}
