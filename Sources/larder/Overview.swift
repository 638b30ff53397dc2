/// What `larder` says on its own.
enum Overview {
    static let text = """
        larder \(Larder.version): an API response cache, and its dashboard

          larder demo             a real API under real traffic, and the dashboard on it
          larder top              the dashboard on a process that runs already
          larder stats            how its cache does; more tell hot, routes, keys, tree, inspect, events
          larder explain URL      whether a URL of the API is cached, and why or why not
          larder purge --tag T    take entries out of use; undo takes that back, audit tells who did what
          larder serve            the demo's API alone, for load generators and curl
          larder bench            how fast the engine is on this machine; simulate replays a trace

        Commands that look or purge talk to http://127.0.0.1:9480, to $LARDER_URL or to --url URL.
        larder --help lists all commands, larder COMMAND --help explains one with an example.
        """
}
