// Help texts of plugin v1.2.6, letter by letter as recorded.
extension HelpTexts {
    static let list = """
        Usage:  docker model list [OPTIONS] [MODEL]

        List the models pulled to your local environment

        Aliases:
          docker model list, docker model ls

        Options:
              --json[=true|false]     List models in a JSON format
              --openai[=true|false]   List models in an OpenAI format
              --openaiurl string      OpenAI-compatible API endpoint URL to list
                                      models from
          -q, --quiet[=true|false]    Only show model IDs

        """

    static let inspect = """
        Usage:  docker model inspect MODEL

        Display detailed information on one model

        Options:
              --openai[=true|false]   List model in an OpenAI format
          -r, --remote[=true|false]   Show info for remote models

        """

    static let pull = """
        Usage:  docker model pull MODEL

        Pull a model from Docker Hub or HuggingFace to your local environment

        """

    static let push = """
        Usage:  docker model push MODEL

        Push a model to Docker Hub or Hugging Face

        """

    static let tag = """
        Usage:  docker model tag SOURCE TARGET

        Tag a model

        """

    static let purge = """
        Usage:  docker model purge [OPTIONS]

        Remove all models

        Options:
          -f, --force[=true|false]   Forcefully remove all models

        """
}
