using System.CommandLine;
using Forwarder.Agent.Commands;

var root = new RootCommand("Carries the events of a Centreon Broker to Azure Event Hubs.") { DecodeCommand.Create() };
return await root.Parse(args).InvokeAsync();
