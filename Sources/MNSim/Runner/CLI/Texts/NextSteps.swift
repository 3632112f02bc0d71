/// What the plugin advises below some errors (dmr-contract 4.1); bold, terminal or not.
enum NextSteps {
    static let enabling = [
        "Enable Docker Model Runner via the CLI → docker desktop enable model-runner",
        "Enable Docker Model Runner via the GUI → Go to Settings->AI->Enable Docker Model Runner",
    ]
    static let vllm =
        "It looks like you're trying to use a model for vLLM → "
        + "docker model reinstall-runner --backend vllm --gpu cuda"
    static let upgrade =
        "Upgrade Docker Model Runner to the latest version to support this model"

    /// The block, without a line break at its end.
    static func text(_ steps: [String]) -> String {
        "\u{1B}[1m\nWhat's next:\u{1B}[0m" + steps.map { "\n    " + $0 }.joined()
    }
}
