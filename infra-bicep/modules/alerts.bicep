// The queries read what the app writes on its standard output: one JSON object per line, in AppTraces.Message, with the
// number of the message as EventId and its values under State. tests/Infrastructure runs each query over recorded lines.

@description('Azure region.')
param location string

@description('Tags.')
param tags object

@description('Name of the action group.')
param actionGroupName string

@description('E-mail addresses that alerts are sent to.')
param emails string[]

@description('Log Analytics workspace that the queries read.')
param workspaceId string

@description('Event Hubs namespace whose metrics are watched.')
param namespaceId string

@description('Seconds that events may wait in the hub.')
param lagSeconds int

@description('Invocations that may fail within 15 minutes.')
param functionFailureCount int

var logAlerts = [
  {
    name: 'lag'
    title: 'Events wait in the hub'
    description: 'A partition is read later than allowed. Canopsis that is down does not cause this: look for failing invocations and for too few instances or throughput units.'
    severity: 1
    frequency: 'PT5M'
    window: 'PT15M'
    measure: 'LagSeconds'
    threshold: lagSeconds
    split: ['Partition']
    query: '''
      AppTraces
      | extend Line = parse_json(Message)
      | where toint(Line.EventId) == 300
      | extend Partition = tostring(Line.State.Partition), LagSeconds = todouble(Line.State.LagSeconds)
      | summarize LagSeconds = max(LagSeconds) by Partition
    '''
  }
  {
    name: 'stalled'
    title: 'Nothing is read from the hub any more'
    description: 'There were invocations of ForwardEvents within two days, but none in the last 15 minutes, although every agent sends a heartbeat each minute. Look at the state of the function app and at the rights of its identity on the hub.'
    severity: 0
    frequency: 'PT5M'
    window: 'P2D'
    measure: ''
    threshold: 0
    split: []
    query: '''
      AppTraces
      | extend Line = parse_json(Message)
      | where toint(Line.EventId) == 300
      | summarize Last = max(TimeGenerated), Invocations = count()
      | where Invocations > 0 and Last < ago(15m)
    '''
  }
  {
    name: 'function-failures'
    title: 'Functions fail'
    description: 'Invocations fail, and the host repeats them. The log of the same minutes says why (messages 101 and 102).'
    severity: 2
    frequency: 'PT5M'
    window: 'PT15M'
    measure: 'Failures'
    threshold: functionFailureCount
    split: ['Function']
    query: '''
      AppRequests
      | where Success == false
      | summarize Failures = count() by Function = OperationName
    '''
  }
  {
    name: 'handler-restarts'
    title: 'The handler process ends'
    description: 'The handler was started more than three times within 15 minutes by one instance or more. After three errors the host replaces the instance.'
    severity: 1
    frequency: 'PT5M'
    window: 'PT15M'
    measure: 'Starts'
    threshold: 3
    split: ['Instance']
    query: '''
      AppTraces
      | extend Line = parse_json(Message)
      | where toint(Line.EventId) == 100
      | summarize Starts = count() by Instance = AppRoleInstance
    '''
  }
  {
    name: 'unknown-publishers'
    title: 'Events of unknown publishers'
    description: 'Events arrive from a publisher that belongs to no valid customer. They are kept, not delivered. Add or correct the customer, or revoke the publisher.'
    severity: 1
    frequency: 'PT5M'
    window: 'PT15M'
    measure: ''
    threshold: 0
    split: []
    query: '''
      AppTraces
      | extend Line = parse_json(Message)
      | where toint(Line.EventId) in (301, 302)
    '''
  }
  {
    name: 'invalid-customers'
    title: 'Invalid parameters of a customer'
    description: 'The parameters of a customer are refused; the last valid ones stay in use, if there are any. Message 201 lists every problem; 209 is one that nobody foresaw.'
    severity: 2
    frequency: 'PT15M'
    window: 'PT15M'
    measure: ''
    threshold: 0
    split: ['Customer']
    query: '''
      AppTraces
      | extend Line = parse_json(Message)
      | where toint(Line.EventId) in (203, 209)
      | extend Customer = tostring(Line.State.Customer)
    '''
  }
  {
    name: 'canopsis-unavailable'
    title: 'Canopsis of a customer is not available'
    description: 'Requests to the Canopsis of a customer pause, because too many of them failed. Nothing is lost. Message 402 says how Canopsis answered.'
    severity: 2
    frequency: 'PT5M'
    window: 'PT15M'
    measure: ''
    threshold: 0
    split: ['Customer']
    query: '''
      AppTraces
      | extend Line = parse_json(Message)
      | where toint(Line.EventId) == 400
      | extend Customer = tostring(Line.State.Customer)
    '''
  }
  {
    name: 'canopsis-misconfigured'
    title: 'Canopsis refuses the forwarder'
    description: 'Canopsis of a customer answers in a way that only a change of configuration can mend: authkey, rights, address or proxy. forwarder validate --online names the missing right.'
    severity: 1
    frequency: 'PT5M'
    window: 'PT15M'
    measure: ''
    threshold: 0
    split: ['Customer']
    query: '''
      AppTraces
      | extend Line = parse_json(Message)
      | where toint(Line.EventId) == 402 and tostring(Line.State.Class) == "Misconfigured"
      | extend Customer = tostring(Line.State.Customer)
    '''
  }
  {
    name: 'packs-missing'
    title: 'Packs of an agent are missing'
    description: 'An agent numbers its packs without a gap, and some did not come. Compare with canopsis-agent status on its site; docs/troubleshooting.md says what to do.'
    severity: 0
    frequency: 'PT5M'
    window: 'PT15M'
    measure: ''
    threshold: 0
    split: ['Publisher']
    query: '''
      AppTraces
      | extend Line = parse_json(Message)
      | where toint(Line.EventId) == 500
      | extend Publisher = tostring(Line.State.Publisher)
    '''
  }
  {
    name: 'parked-lanes'
    title: 'Packs of a lane are parked'
    description: 'For a quarter of an hour packs of a publisher have waited in Table storage, and they still do: its Canopsis takes nothing, its customer is paused or unknown, or its packs name no publisher. They are delivered in order afterwards. forwarder status says which; canopsis-unavailable, canopsis-misconfigured and unknown-publishers say more.'
    severity: 2
    frequency: 'PT5M'
    window: 'PT15M'
    measure: 'Parked'
    threshold: 0
    split: ['Publisher']
    query: '''
      AppTraces
      | extend Line = parse_json(Message)
      | where toint(Line.EventId) == 700
      | extend Publisher = tostring(Line.State.Publisher), Parked = tolong(Line.State.Parked)
      | summarize Parked = min(Parked) by Publisher
    '''
  }
  {
    name: 'dead-letters'
    title: 'Dead letters'
    description: 'Events that Canopsis does not take, or packs that cannot be read, were put aside with their reason. See forwarder dead-letters list; redrive them once the reason is gone.'
    severity: 2
    frequency: 'PT5M'
    window: 'PT15M'
    measure: 'Letters'
    threshold: 0
    split: ['Publisher', 'Reason']
    query: '''
      AppTraces
      | extend Line = parse_json(Message)
      | where toint(Line.EventId) in (503, 504)
      | extend Publisher = tostring(Line.State.Publisher), Reason = tostring(Line.State.Reason)
      | summarize Letters = count() by Publisher, Reason
    '''
  }
  {
    name: 'silent-agents'
    title: 'An agent is silent'
    description: 'No heartbeat of an agent came for minutes; it sends one each minute, events or not. Look at the service canopsis-agent on its site and at the way to the hub; what the site makes meanwhile waits in its spool and its broker.'
    severity: 1
    frequency: 'PT5M'
    window: 'PT15M'
    measure: 'SilentSeconds'
    threshold: 0
    split: ['Publisher']
    query: '''
      AppTraces
      | extend Line = parse_json(Message)
      | where toint(Line.EventId) == 702
      | extend Publisher = tostring(Line.State.Publisher), SilentSeconds = tolong(Line.State.SilentSeconds)
      | summarize SilentSeconds = max(SilentSeconds) by Publisher
    '''
  }
  {
    name: 'later-format'
    title: 'An agent is newer than the functions'
    description: 'Packs have a format that this version of the functions does not know. They are kept unread; deploy the functions of the agent\'s version.'
    severity: 1
    frequency: 'PT15M'
    window: 'PT15M'
    measure: ''
    threshold: 0
    split: ['Publisher']
    query: '''
      AppTraces
      | extend Line = parse_json(Message)
      | where toint(Line.EventId) == 505
      | extend Publisher = tostring(Line.State.Publisher)
    '''
  }
  {
    name: 'table-storage'
    title: 'Table storage fails'
    description: 'Rows of a lane could not be read or written. Packs stay in the hub and come again, so that nothing is lost. Look at the storage account, its network rules and the rights of the app\'s identity.'
    severity: 1
    frequency: 'PT5M'
    window: 'PT15M'
    measure: ''
    threshold: 0
    split: ['Publisher']
    query: '''
      AppTraces
      | extend Line = parse_json(Message)
      | where toint(Line.EventId) in (303, 506)
      | extend Publisher = tostring(Line.State.Publisher)
    '''
  }
  {
    name: 'counts'
    title: 'Counts of a lane do not add up'
    description: 'Every event that was read must be delivered, put aside or waiting; for a lane this is not so, which is a defect. Keep the row of the lane in the table lanes and the log of the hour before, and report it; forwarder status shows the counts.'
    severity: 0
    frequency: 'PT5M'
    window: 'PT15M'
    measure: ''
    threshold: 0
    split: ['Publisher']
    query: '''
      AppTraces
      | extend Line = parse_json(Message)
      | where toint(Line.EventId) == 703
      | extend Publisher = tostring(Line.State.Publisher)
    '''
  }
  {
    name: 'unforeseen'
    title: 'Something unforeseen ended a delivery'
    description: 'A defect, a row that was changed by hand or one that was damaged: the packs of a lane are parked, or stay in the hub where even that is not possible, and are tried again. The exception stands in the message. Lanes beside it go on.'
    severity: 1
    frequency: 'PT5M'
    window: 'PT15M'
    measure: ''
    threshold: 0
    split: ['Publisher']
    query: '''
      AppTraces
      | extend Line = parse_json(Message)
      | where toint(Line.EventId) in (304, 305, 508)
      | extend Publisher = tostring(Line.State.Publisher)
    '''
  }
  {
    name: 'hub-recreated'
    title: 'The hub was created again'
    description: 'Positions of the hub begin anew. Nothing is sent twice, but the host waits behind its old checkpoints: see docs/troubleshooting.md.'
    severity: 1
    frequency: 'PT15M'
    window: 'PT15M'
    measure: ''
    threshold: 0
    split: ['Publisher']
    query: '''
      AppTraces
      | extend Line = parse_json(Message)
      | where toint(Line.EventId) == 501
      | extend Publisher = tostring(Line.State.Publisher)
    '''
  }
  {
    name: 'timers'
    title: 'Work of the timers fails'
    description: 'Customers could not be read (message 205), or a pass over parked packs (601), dead letters (801, 803, 804) or downtimes (912) ended with a fault. The next one tries again. Look at the exception in the message and at the storage account.'
    severity: 2
    frequency: 'PT15M'
    window: 'PT15M'
    measure: ''
    threshold: 0
    split: []
    query: '''
      AppTraces
      | extend Line = parse_json(Message)
      | where toint(Line.EventId) in (205, 601, 801, 803, 804, 912)
    '''
  }
  {
    name: 'downtimes-blocked'
    title: 'Downtimes of a customer cannot be written'
    description: 'Canopsis has no type (message 900) or reason (901) of the configured name, or forbids to write downtimes (905). They wait, and follow once this is mended; forwarder validate --online names what is missing.'
    severity: 1
    frequency: 'PT5M'
    window: 'PT15M'
    measure: ''
    threshold: 0
    split: ['Customer']
    query: '''
      AppTraces
      | extend Line = parse_json(Message)
      | where toint(Line.EventId) in (900, 901, 905)
      | extend Customer = tostring(Line.State.Customer)
    '''
  }
  {
    name: 'downtimes-refused'
    title: 'Canopsis refuses downtimes'
    description: 'Canopsis does not take single downtimes; each is tried again after 1, 2, 4 … 60 minutes. forwarder downtimes list --pending and show say why.'
    severity: 2
    frequency: 'PT15M'
    window: 'PT15M'
    measure: ''
    threshold: 0
    split: ['Customer']
    query: '''
      AppTraces
      | extend Line = parse_json(Message)
      | where toint(Line.EventId) == 904
      | extend Customer = tostring(Line.State.Customer)
    '''
  }
  {
    name: 'downtime-deletions'
    title: 'Deletions of downtimes are held back'
    description: 'So many downtimes of a customer would be deleted in Canopsis at once that none of them is. Look at forwarder downtimes list; if they have ended, run forwarder downtimes sync --force.'
    severity: 1
    frequency: 'PT5M'
    window: 'PT15M'
    measure: ''
    threshold: 0
    split: ['Customer']
    query: '''
      AppTraces
      | extend Line = parse_json(Message)
      | where toint(Line.EventId) == 908
      | extend Customer = tostring(Line.State.Customer)
    '''
  }
  {
    name: 'downtimes-unavailable'
    title: 'Downtimes of a customer wait for Canopsis'
    description: 'Canopsis does not take requests for downtimes. The downtimes are kept and follow. canopsis-unavailable and canopsis-misconfigured say more.'
    severity: 2
    frequency: 'PT15M'
    window: 'PT15M'
    measure: ''
    threshold: 0
    split: ['Customer']
    query: '''
      AppTraces
      | extend Line = parse_json(Message)
      | where toint(Line.EventId) == 906
      | extend Customer = tostring(Line.State.Customer)
    '''
  }
]

var metricAlerts = [
  {
    name: 'hub-throttling'
    metric: 'ThrottledRequests'
    threshold: 0
    severity: 1
    description: 'The namespace throttles: agents keep their events and retry. Raise hubMaximumThroughputUnits, or lower what is sent.'
  }
  {
    name: 'hub-server-errors'
    metric: 'ServerErrors'
    threshold: 10
    severity: 2
    description: 'Event Hubs answers with errors of its own. Agents keep their events and retry; see the state of the Azure region.'
  }
  {
    name: 'hub-quota'
    metric: 'QuotaExceededErrors'
    threshold: 0
    severity: 1
    description: 'A quota of the namespace is used up, for example connections or consumer groups.'
  }
]

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: actionGroupName
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'forwarder'
    emailReceivers: map(emails, email => {
      name: email
      emailAddress: email
      useCommonAlertSchema: true
    })
  }
}

resource logAlert 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in logAlerts: {
    name: 'forwarder-${alert.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'Forwarder: ${alert.title}'
      description: alert.description
      severity: alert.severity
      enabled: true
      autoMitigate: true
      // The tables exist only once the app has written its first line.
      skipQueryValidation: true
      evaluationFrequency: alert.frequency
      windowSize: alert.window
      scopes: [
        workspaceId
      ]
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: empty(alert.measure) ? 'Count' : 'Maximum'
            metricMeasureColumn: empty(alert.measure) ? null : alert.measure
            operator: 'GreaterThan'
            threshold: alert.threshold
            dimensions: map(alert.split, column => {
              name: column
              operator: 'Include'
              values: ['*']
            })
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: [
          actionGroup.id
        ]
      }
    }
  }
]

resource metricAlert 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for alert in metricAlerts: {
    name: 'forwarder-${alert.name}'
    location: 'global'
    tags: tags
    properties: {
      description: alert.description
      severity: alert.severity
      enabled: true
      autoMitigate: true
      evaluationFrequency: 'PT5M'
      windowSize: 'PT5M'
      scopes: [
        namespaceId
      ]
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            name: alert.metric
            criterionType: 'StaticThresholdCriterion'
            metricNamespace: 'Microsoft.EventHub/namespaces'
            metricName: alert.metric
            operator: 'GreaterThan'
            threshold: alert.threshold
            timeAggregation: 'Total'
          }
        ]
      }
      actions: [
        {
          actionGroupId: actionGroup.id
        }
      ]
    }
  }
]

@description('Resource id of the action group.')
output actionGroupId string = actionGroup.id
