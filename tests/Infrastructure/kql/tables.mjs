// Columns that the queries may use. Source: learn.microsoft.com/azure/azure-monitor/reference/tables/apptraces and …/apprequests.
// Times are milliseconds since 1970 in the rows here.

export const tables = {
  AppTraces: {
    TimeGenerated: 'datetime',
    Message: 'string',
    SeverityLevel: 'int',
    Properties: 'dynamic',
    OperationName: 'string',
    OperationId: 'string',
    AppRoleName: 'string',
    AppRoleInstance: 'string',
    ItemCount: 'int',
  },
  AppRequests: {
    TimeGenerated: 'datetime',
    Name: 'string',
    OperationName: 'string',
    OperationId: 'string',
    Success: 'bool',
    ResultCode: 'string',
    DurationMs: 'real',
    Properties: 'dynamic',
    AppRoleName: 'string',
    AppRoleInstance: 'string',
    ItemCount: 'int',
  },
};
