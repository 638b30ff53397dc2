/// The files of the top-level `themes` folder, which the build puts into the program.
enum BuiltInThemes {
    static let files: [(name: String, bytes: [UInt8])] = [
        ("terminal", PackageResources.terminal_yaml),
        ("mono", PackageResources.mono_yaml),
        ("colour-blind", PackageResources.colour_blind_yaml),
        ("gruvbox-dark", PackageResources.gruvbox_dark_yaml),
        ("solarized-light", PackageResources.solarized_light_yaml),
    ]
}
