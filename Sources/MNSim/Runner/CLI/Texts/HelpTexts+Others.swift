// Help texts of plugin v1.2.6, letter by letter as recorded.
extension HelpTexts {
    static let search = """
        Usage:  docker model search [OPTIONS] [TERM]

        Search for models from Docker Hub (ai/ namespace) and HuggingFace.

        When no search term is provided, lists all available models.
        When a search term is provided, filters models by name/description.

        Examples:
          docker model search                       # List available models from Docker Hub
          docker model search llama                 # Search for models containing "llama"
          docker model search --source=all          # Search both Docker Hub and HuggingFace
          docker model search --source=huggingface  # Only search HuggingFace
          docker model search --limit=50 phi        # Search with custom limit
          docker model search --json llama          # Output as JSON

        Options:
              --json[=true|false]   Output results as JSON
          -n, --limit int           Maximum number of results to show (default 32)
              --source string       Source to search: all, dockerhub, huggingface
                                    (default "all")

        """

    static let context = """
        Usage:  docker model context COMMAND

        Manage Docker Model Runner contexts

        Commands:
          create      Create a named Model Runner context
          inspect     Display detailed information about one or more contexts
          ls          List Model Runner contexts
          rm          Remove one or more Model Runner contexts
          use         Set the active Model Runner context

        Run 'docker model context COMMAND --help' for more information on a command.

        """

    static let gateway = """
        Usage:  docker model gateway

        Run an OpenAI-compatible LLM gateway that routes requests to configured providers.

        Supported providers include Docker Model Runner, Ollama, OpenAI, Anthropic,
        Groq, Mistral, Azure OpenAI, and many more OpenAI-compatible endpoints.

        Options:
          -c, --config string          Path to the YAML configuration file
              --host string            Host address to bind to (default "0.0.0.0")
          -p, --port uint16            Port to listen on (default 4000)
          -v, --verbose[=true|false]   Enable verbose (debug) logging

        """

    static let skills = """
        Usage:  docker model skills

        Install Docker Model Runner skills for AI coding assistants.

        Skills are configuration files that help AI coding assistants understand
        how to use Docker Model Runner effectively for local model inference.

        Supported targets:
          --codex     Install to ~/.codex/skills (OpenAI Codex CLI)
          --claude    Install to ~/.claude/skills (Claude Code)
          --opencode  Install to ~/.config/opencode/skills (OpenCode)
          --dest      Install to a custom directory

        Example:
          docker model skills --claude
          docker model skills --codex --claude
          docker model skills --dest /path/to/skills

        Options:
              --claude[=true|false]     Install skills for Claude Code
                                        (~/.claude/skills)
              --codex[=true|false]      Install skills for OpenAI Codex CLI
                                        (~/.codex/skills)
              --dest string             Install skills to a custom directory
          -f, --force[=true|false]      Overwrite existing skills without prompting
              --opencode[=true|false]   Install skills for OpenCode
                                        (~/.config/opencode/skills)

        """
}
