using Forwarder.Agent.Commands;

return await AgentCommandLine.RunAsync(args);
