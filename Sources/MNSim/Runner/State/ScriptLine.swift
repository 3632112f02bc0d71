package import MNCore

/// What a model answers to what: a line of its script, of which the first that fits is said.
package struct ScriptLine: Hashable, Sendable {
    /// A call of a tool, which is made only for a request that offers tools and does not forbid calls.
    package struct ToolCall: Hashable, Sendable {
        package var name: String
        /// Not held against the tool's own parameters.
        package var arguments: JSONObject

        package init(_ name: String, _ arguments: JSONObject = [:]) {
            self.name = name
            self.arguments = arguments
        }
    }

    /// Part of what the user said last, or of the prompt, letter by letter; nil is anything.
    package var when: String?
    /// Part of what a tool brought, where that is the last message; nil is anything, but a line with
    /// calls of tools then does not answer a tool.
    package var whenTool: String?
    /// The words; nil leaves them to the model's voice where no tool is called.
    package var say: String?
    /// What the model thinks before it speaks: `reasoning_content`.
    package var thinking: String?
    package var toolCalls: [ToolCall]

    package init(
        when: String? = nil, whenTool: String? = nil, say: String? = nil, thinking: String? = nil,
        toolCalls: [ToolCall] = []
    ) {
        self.when = when
        self.whenTool = whenTool
        self.say = say
        self.thinking = thinking
        self.toolCalls = toolCalls
    }

    /// Whether this is what is said to a question.
    ///
    /// - Parameters:
    ///   - question: what the user said last, or the prompt.
    ///   - toolText: what a tool brought after that, if one did.
    func answers(_ question: String, toolText: String?) -> Bool {
        if let when, !question.contains(when) { return false }
        guard let whenTool else { return toolText == nil || toolCalls.isEmpty }
        return toolText?.contains(whenTool) ?? false
    }
}
