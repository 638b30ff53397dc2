/// What `larder` says on its own.
enum Overview {
    static let text = """
        larder \(Larder.version): an API response cache, and its dashboard

          larder demo           a real API under real traffic, and the dashboard on it
          larder top            the dashboard on a process that runs already
          larder stats          how its cache does; also hot, routes, keys, tree, events
          larder inspect KEY    all that is known of one entry
          larder explain URL    whether a URL is cached, and why or why not
          larder purge --tag T  take entries out of use; undo takes that back,
                                audit tells who did what
          larder serve          the demo's API alone, for load generators and curl
          larder bench          how fast the engine is here; simulate replays a trace

        Commands that look or purge ask http://127.0.0.1:9480, $LARDER_URL or --url URL.
        larder --help lists all commands, larder COMMAND --help explains one.
        """
}
