/// The files of the top-level `themes` folder, which the build puts into the program.
enum BuiltInThemes {
    static let files: [(name: String, bytes: [UInt8])] = [
        ("terminal", PackageResources.terminal_yaml),
        ("mono", PackageResources.mono_yaml),
        ("high-contrast", PackageResources.high_contrast_yaml),
        ("colour-blind", PackageResources.colour_blind_yaml),
        ("gruvbox-dark", PackageResources.gruvbox_dark_yaml),
        ("gruvbox-light", PackageResources.gruvbox_light_yaml),
        ("nord", PackageResources.nord_yaml),
        ("dracula", PackageResources.dracula_yaml),
        ("solarized-dark", PackageResources.solarized_dark_yaml),
        ("solarized-light", PackageResources.solarized_light_yaml),
        ("catppuccin-mocha", PackageResources.catppuccin_mocha_yaml),
        ("catppuccin-latte", PackageResources.catppuccin_latte_yaml),
        ("tokyo-night", PackageResources.tokyo_night_yaml),
    ]
}
