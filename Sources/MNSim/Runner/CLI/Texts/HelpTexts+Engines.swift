// Help texts of plugin v1.2.6, letter by letter as recorded.
extension HelpTexts {
    static let run = """
        Usage:  docker model run MODEL [PROMPT]

        Run a model and interact with it using a submitted prompt or chat mode

        Options:
              --color string             Use colored output (auto|yes|no)
                                         (default "no")
              --debug[=true|false]       Enable debug logging
          -d, --detach[=true|false]      Load the model in the background without
                                         interaction
              --openaiurl string         OpenAI-compatible API endpoint URL to
                                         chat with
              --websearch[=true|false]   Enable web search tool during chat

        """

    static let ps = """
        Usage:  docker model ps

        List running models

        """

    static let df = """
        Usage:  docker model df

        Show Docker Model Runner disk usage

        """

    static let unload = """
        Usage:  docker model unload (MODEL [MODEL ...] [--backend BACKEND] | --all)

        Unload running models

        Aliases:
          docker model unload, docker model stop

        Options:
              --all[=true|false]   Unload all running models
              --backend string     Optional backend to target

        """

    static let configure = """
        Usage:  docker model configure [OPTIONS] COMMAND

        Manage model runtime configurations

        Aliases:
          docker model configure, docker model config

        Options:
              --context-size int32                      context size (in tokens)
              --gpu-memory-utilization float            fraction of GPU memory to
                                                        use for the model
                                                        executor (0.0-1.0) - vLLM only
              --hf_overrides string                     HuggingFace model config
                                                        overrides (JSON) - vLLM only
              --keep-alive string                       duration to keep model
                                                        loaded (e.g., '5m', '1h',
                                                        '0' to unload
                                                        immediately, '-1' to
                                                        never unload)
              --mode string                             backend operation mode
                                                        (completion, embedding,
                                                        reranking, image-generation)
              --speculative-draft-model string          draft model for
                                                        speculative decoding
              --speculative-min-acceptance-rate float   minimum acceptance rate
                                                        for speculative decoding
              --speculative-num-tokens int              number of tokens to
                                                        predict speculatively
              --think[=true|false]                      enable reasoning mode for
                                                        thinking models

        Commands:
          show        Show effective runtime configuration for models

        Run 'docker model configure COMMAND --help' for more information on a command.

        """

    static let requests = """
        Usage:  docker model requests [OPTIONS]

        Fetch requests+responses from Docker Model Runner

        Options:
          -f, --follow[=true|false]             Follow requests stream
              --include-existing[=true|false]   Include existing requests when
                                                starting to follow (only
                                                available with --follow)
              --model string                    Specify the model to filter requests

        """

    static let bench = """
        Usage:  docker model bench MODEL

        Benchmark a model's performance showing tokens per second at different concurrency levels.

        This command runs a series of benchmarks with 1, 2, 4, and 8 concurrent requests by default,
        measuring the tokens per second (TPS) that the model can generate.

        Options:
              --concurrency ints    Concurrency levels to test (default [1,2,4,8])
              --duration duration   Duration to run each concurrency test
                                    (default 30s)
              --json[=true|false]   Output results in JSON format
              --prompt string       Prompt to use for benchmarking (default
                                    "Write a comprehensive 100 word summary on
                                    whales and their impact on society.")
              --timeout duration    Timeout for each individual request (default 5m0s)

        """
}
