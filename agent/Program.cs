using System.CommandLine;
using Forwarder.Agent.Commands;

var root = new RootCommand("The edge agent: carries the events of Centreon Broker to Event Hubs and loses none.")
{
    RunCommand.Create(),
    DecodeCommand.Create(),
    InventoryCommand.Create(),
    ParametersCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
