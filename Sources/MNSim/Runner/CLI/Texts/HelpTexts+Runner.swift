// Help texts of plugin v1.2.6, letter by letter as recorded.
extension HelpTexts {
    static let logs = """
        Usage:  docker model logs [OPTIONS]

        Fetch the Docker Model Runner logs

        Options:
          -f, --follow[=true|false]       View logs with real-time streaming
              --no-engines[=true|false]   Exclude inference engine logs from the
                                          output

        """

    static let reinstallRunner = """
        Usage:  docker model reinstall-runner

        Reinstall Docker Model Runner (Docker Engine only)

        Options:
              --backend string                Specify backend
                                              (llama.cpp|vllm|diffusers).
                                              Default: llama.cpp
              --debug[=true|false]            Enable debug logging
              --do-not-track[=true|false]     Do not track models usage in Docker
                                              Model Runner
              --gpu string                    Specify GPU support
                                              (none|auto|cuda|rocm|musa|cann)
                                              (default "auto")
              --host string                   Host address to bind Docker Model
                                              Runner (default "127.0.0.1")
              --llama-server-version string   Override the llama.cpp version to
                                              install on macOS/Windows (e.g.
                                              "latest" or "v0.0.34"); defaults to
                                              the version pinned to this release
              --port uint16                   Docker container port for Docker
                                              Model Runner (default: 12434 for
                                              Docker Engine, 12435 for Cloud mode)
              --proxy-cert string             Path to a CA certificate file for
                                              proxy SSL inspection
              --tls[=true|false]              Enable TLS/HTTPS for Docker Model
                                              Runner API
              --tls-cert string               Path to TLS certificate file
                                              (auto-generated if not provided)
              --tls-key string                Path to TLS private key file
                                              (auto-generated if not provided)
              --tls-port uint16               TLS port for Docker Model Runner
                                              (default: 12444 for Docker Engine,
                                              12445 for Cloud mode)

        """

    static let restartRunner = """
        Usage:  docker model restart-runner

        Restart Docker Model Runner (Docker Engine only)

        Options:
              --debug[=true|false]          Enable debug logging
              --do-not-track[=true|false]   Do not track models usage in Docker
                                            Model Runner
              --gpu string                  Specify GPU support
                                            (none|auto|cuda|rocm|musa|cann)
                                            (default "auto")
              --host string                 Host address to bind Docker Model
                                            Runner (default "127.0.0.1")
              --port uint16                 Docker container port for Docker
                                            Model Runner (default: 12434 for
                                            Docker Engine, 12435 for Cloud mode)
              --proxy-cert string           Path to a CA certificate file for
                                            proxy SSL inspection

        """
}
