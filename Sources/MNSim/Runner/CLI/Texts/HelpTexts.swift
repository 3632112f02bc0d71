/// What `--help` prints.
enum HelpTexts {
    /// The text for a command; one that nobody recorded has its usage and its summary only.
    static func text(for command: PluginCommand) -> String {
        recorded[command.name]
            ?? """
            Usage:  \(command.usageLine)

            \(command.summary)

            """
    }

    private static let recorded = [
        "list": list, "inspect": inspect, "pull": pull, "push": push, "tag": tag, "purge": purge,
        "package": package, "run": run, "ps": ps, "df": df, "unload": unload,
        "configure": configure, "requests": requests, "bench": bench, "logs": logs,
        "reinstall-runner": reinstallRunner, "restart-runner": restartRunner, "search": search,
        "context": context, "gateway": gateway, "skills": skills, "rm": rm, "show": show,
        "status": status, "install-runner": installRunner,
    ]

    // Not recorded; put together from the flags' descriptions in the plugin's source.
    private static let rm = """
        Usage:  docker model rm [MODEL...]

        Remove local models downloaded from Docker Hub

        Options:
          -f, --force[=true|false]   Forcefully remove the model

        """

    private static let show = """
        Usage:  docker model show MODEL

        Display detailed information about a model in a human-readable format.

        Options:
          -r, --remote[=true|false]   Show info for remote models

        """

    private static let status = """
        Usage:  docker model status

        Check if the Docker Model Runner is running

        Options:
              --json[=true|false]   Format output in JSON

        """

    private static let installRunner =
        reinstallRunner
        .replacing("docker model reinstall-runner", with: "docker model install-runner")
        .replacing("Reinstall Docker", with: "Install Docker")
}
