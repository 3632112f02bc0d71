// The help of the plugin when it is started by itself, letter by letter as recorded.
extension HelpTexts {
    /// - Parameter configuration: the client's folder of configuration files.
    static func direct(configuration: String) -> String {
        """
        Docker Model Runner

        Usage:
          model [command]

        Available Commands:
          bench            Benchmark a model's performance at different concurrency levels
          completion       Generate the autocompletion script for the specified shell
          context          Manage Docker Model Runner contexts
          df               Show Docker Model Runner disk usage
          gateway          Run an OpenAI-compatible LLM gateway
          help             Help about any command
          inspect          Display detailed information on one model
          install-runner   Install Docker Model Runner (Docker Engine only)
          launch           Launch an app configured to use Docker Model Runner
          list             List the models pulled to your local environment
          logs             Fetch the Docker Model Runner logs
          package          Package a model into a Docker Model OCI artifact
          ps               List running models
          pull             Pull a model from Docker Hub or HuggingFace to your local environment
          purge            Remove all models
          push             Push a model to Docker Hub or Hugging Face
          reinstall-runner Reinstall Docker Model Runner (Docker Engine only)
          requests         Fetch requests+responses from Docker Model Runner
          restart-runner   Restart Docker Model Runner (Docker Engine only)
          rm               Remove local models downloaded from Docker Hub
          run              Run a model and interact with it using a submitted prompt or chat mode
          search           Search for models on Docker Hub and HuggingFace
          show             Show information for a model
          skills           Install Docker Model Runner skills for AI coding assistants
          start-runner     Start Docker Model Runner (Docker Engine only)
          status           Check if the Docker Model Runner is running
          stop-runner      Stop Docker Model Runner (Docker Engine only)
          tag              Tag a model
          uninstall-runner Uninstall Docker Model Runner (Docker Engine only)
          unload           Unload running models
          version          Show the Docker Model Runner version

        Flags:
              --config string            Location of client config files (default "\(configuration)")
          -c, --context string           Name of the context to use to connect to the daemon (overrides DOCKER_HOST env var and default context set with "docker context use")
          -D, --debug[=true|false]       Enable debug mode
          -h, --help[=true|false]        help for model
          -H, --host string              Daemon socket to connect to
          -l, --log-level string         Set the logging level ("debug", "info", "warn", "error", "fatal") (default "info")
              --tls[=true|false]         Use TLS; implied by --tlsverify
              --tlscacert string         Trust certs signed only by this CA (default "\(configuration)/ca.pem")
              --tlscert string           Path to TLS certificate file (default "\(configuration)/cert.pem")
              --tlskey string            Path to TLS key file (default "\(configuration)/key.pem")
              --tlsverify[=true|false]   Use TLS and verify the remote

        Use "model [command] --help" for more information about a command.

        """
    }
}
